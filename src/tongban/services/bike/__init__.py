"""Services for e-bikes (N): one file each, about one to be registered or one of the person's."""
