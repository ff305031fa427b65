"""Driver services (catalogue letter D): one file each, named after the code."""
