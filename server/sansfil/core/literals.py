"""Strings and comments as patterns, for all who must not take a word in them for code.

Each is for `re.DOTALL`, has no group, and never goes back over what it has matched; a string that is broken
off ends with its line, one of three quotes with the text.
"""

DOUBLE = r'"(?:[^"\\\r\n]++|\\(?:\r\n|.))*+"?'
SINGLE = r"'(?:[^'\\\r\n]++|\\(?:\r\n|.))*+'?"
# Half an escape at the end of a text belongs to the string that is broken off there.
DOUBLE_3 = r'"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+(?:"""|\\?\Z)'
SINGLE_3 = r"'''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+(?:'''|\\?\Z)"
QUOTED = rf"{DOUBLE}|{SINGLE}"
TRIPLE = rf"{DOUBLE_3}|{SINGLE_3}"
# Of Dart, behind their `r`.
RAW = r"'[^'\r\n]*+'?|\"[^\"\r\n]*+\"?"
RAW_3 = r'"""(?:[^"]++|"(?!""))*+(?:"""|\Z)|' + r"'''(?:[^']++|'(?!''))*+(?:'''|\Z)"
SLASHES = r"//[^\r\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)"
