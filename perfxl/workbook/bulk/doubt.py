"""The quick ways of this room never refuse: what they cannot vouch for goes the long way, which judges."""


class DoubtError(Exception):
    """Something is not written as most programs write it; nothing is said about whether it is right."""
