"""What do the rules say about these findings, here, now, for this unit?"""
