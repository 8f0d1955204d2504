"""Programs that stand for the one that makes sample data; the folder they are given is where its rows would be."""
