"""What other authorities and firms know of a vehicle, asked by its VIN: one file for each house.

All follow one pattern. A question sends the VIN and nothing else; the answer repeats it and says `found`, with the
thing that was asked for or null. A house that knows the vehicle without such a thing answers `found` true and
null. `asking` is the one way to ask. Which answers may be taken from paper where a house is silent the service says.
"""
