"""Pages of whoever works somewhere, at an office or at a partner's service point: what they hold, what runs out, the
course, the examination, the notes to their post. Each sees their own and nobody else's."""
