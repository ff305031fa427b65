"""learning: courses and what they lead to. Sub-rooms: `training`, courses and examinations of staff and partners."""
