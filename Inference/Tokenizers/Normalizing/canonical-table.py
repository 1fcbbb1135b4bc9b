"""Prints the data of CanonicalTable.Data.cs from Python's Unicode tables: python3 canonical-table.py > CanonicalTable.Data.cs"""
import base64
import sys
import unicodedata
import zlib


def number(value, out):
    """LEB128: seven bits a byte, the lowest first."""
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)


points = [p for p in range(sys.maxunicode + 1) if not 0xD800 <= p < 0xE000]
pairs, classes, last, last_class = bytearray(), bytearray(), 0, 0
for p in points:
    parts = unicodedata.decomposition(chr(p))
    if parts and not parts.startswith("<"):
        first, *rest = [int(part, 16) for part in parts.split()]
        number(p - last, pairs)
        number(first << 1 | bool(rest), pairs)
        if rest:
            number(rest[0] << 1 | (unicodedata.normalize("NFC", chr(p)) != chr(p)), pairs)
        last = p
run, run_class = 0, 0
for p in points + [sys.maxunicode + 1]:
    its_class = unicodedata.combining(chr(p)) if p <= sys.maxunicode else -1
    if its_class != run_class:
        number(p - run, classes)
        classes.append(max(its_class, 0))
        run, run_class = p, its_class


def constant(name, data):
    text = base64.b64encode(zlib.compress(bytes(data), 9)).decode()
    lines = [text[i:i + 120] for i in range(0, len(text), 120)]
    return f"    private const string {name} =\n" + " +\n".join(f'        "{line}"' for line in lines) + ";"


print(f"""// Made by canonical-table.py from Unicode {unicodedata.unidata_version}; see there for the layout.
namespace ChatVideoBot.Inference.Tokenizers.Normalizing;

internal static partial class CanonicalTable
{{
{constant("Pairs", pairs)}

{constant("Classes", classes)}
}}""")
