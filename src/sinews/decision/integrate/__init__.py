"""From runs to endings: what theories read, their hazards, the integral over the ending."""
