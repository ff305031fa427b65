"""Papers as PDF, set with typst: receipts (A4 and 80 mm), notices of a decision, the signed driving record.

The templates hold no words: `papers` puts every sentence in the language asked for and hands over plain
strings as JSON, so that nothing a person has typed can become markup. Files are PDF/A-2a and PDF/UA-1:
they last, a screen reader reads them, and a character without a glyph is an error instead of a blank box;
`compiling` then writes its number (〔U+20BB7〕) and says nothing false.

The same paper gives the same bytes, today and in ten years, as long as typst and the fonts are the same:
the only instant in the file is that of the paper itself. The driving record alone is signed (`signing`), so its
signature differs each time it is set.
"""
