"""The field's words as data: procedures, areas, views, intervals, demographic bands."""
