"""Services for vehicles from Macau and Hong Kong that enter for a time (C): one file each, one scheme each.

What they share lies beside them: `clearances.py` asks, decides, gives the electronic plate with its licence, hears
border control and tells the owner before days run out.
"""
