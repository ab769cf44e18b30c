"""The duty roster: who is called when nobody acknowledges, signed here, kept by the portal."""
