"""The one error of this package, and how names that were misspelt are helped."""

import difflib


class Problem(Exception):
    """What is wrong, where it is, and what to do about it: one line for the user."""

    def __init__(self, what, where="", advice=""):
        line = f"{where}: {what}" if where else what
        super().__init__(" ".join((f"{line}; {advice}" if advice else line).split()))


def nearest(name, names):
    """Advice that names what was perhaps meant, or what there is."""
    names = sorted(names)
    close = difflib.get_close_matches(name, names, 3, 0.6)
    if close:
        return "did you mean " + " or ".join(close) + "?"
    shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return f"there is {shown}" if names else "there is none"
