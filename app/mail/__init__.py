"""Transactional mail: written with the deed that causes it, sent afterwards, or kept where no mail server is set."""
