"""Template words of the product's pages."""
