"""Trade to be expected without diversion, and how far trade strays from it."""
