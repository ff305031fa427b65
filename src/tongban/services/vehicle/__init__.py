"""Services for owners of vehicles (V): one file each, about one vehicle of the person (`about="vehicle"`)."""
