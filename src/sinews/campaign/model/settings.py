"""What is given from outside, week by week: inputs that levers set, switches, and series."""

from sinews.engine import lever, series

allocated_us = lever(
    "EUR m/week", neutral=None, low=0, doc="Military allocations of the United States."
)
allocated_europe = lever(
    "EUR m/week",
    neutral=None,
    low=0,
    doc="Military allocations of EU members, EU institutions, the United Kingdom, Norway, "
    "Switzerland and Iceland.",
)
allocated_other = lever(
    "EUR m/week", neutral=None, low=0, doc="Military allocations of all other donors."
)
forecast_europe = lever(
    "EUR m/week",
    neutral=0,
    low=0,
    doc="Part of allocated_europe that is forecast: 0 while allocations are known.",
)
forecast_other = lever(
    "EUR m/week", neutral=0, low=0, doc="Part of allocated_other that is forecast."
)
delivery_speed = lever("1", neutral=1, low=0.25, high=3, doc="Pace of delivery, 1 as estimated.")
stock_draw = lever("1", neutral=1, low=0, high=4, doc="Share given from stock, 1 as in 2024.")
tilt_shells = lever("1", neutral=1, low=0, high=4, doc="Weight of shells in deliveries.")
tilt_armour = lever("1", neutral=1, low=0, high=4, doc="Weight of tanks, vehicles and guns.")
tilt_air_defence = lever("1", neutral=1, low=0, high=4, doc="Weight of air defence.")
tilt_long_range = lever("1", neutral=1, low=0, high=6, doc="Weight of long-range missiles.")
tilt_drones = lever("1", neutral=1, low=0, high=4, doc="Weight of drones bought in Ukraine.")
eu_shell_goal = lever("1", neutral=1, low=0.5, high=3, doc="Goal of European shell capacity.")
eu_shell_speed = lever("1", neutral=1, low=0.25, high=3, doc="Pace of the European ramp.")
us_output_open = lever("1", neutral=1, low=0, high=1, doc="Share of US shell output on sale.")
aircraft_delivered = lever("unit/week", neutral=None, low=0, doc="Combat aircraft delivered.")
long_range_permission = lever("1", neutral=1, low=0, high=3, doc="Leave to use long range.")
enforcement = lever(
    "share", neutral=0, low=0, high=1, doc="Tailored enforcement against diversion."
)
nk_pressure = lever("share", neutral=0, low=0, high=1, doc="Pressure on North Korea.")
iran_pressure = lever("share", neutral=0, low=0, high=1, doc="Pressure on Iran.")
refill = lever(
    "1", neutral=1, low=0, high=1, doc="Switch: other suppliers refill what enforcement cuts."
)
scarcity = lever(
    "1", neutral=1, low=0, high=1, doc="Switch: rounds become dearer when money outruns them."
)

us_capacity = series("k rounds/week", doc="US output of 155 mm rounds.", source="F418 F435")
missiles_base = series(
    "unit/week", doc="Missiles launched at Ukraine on the base path.", source="sinews front"
)
oneway_ua = series(
    "unit/week", doc="One-way drones that Ukraine launches at Russia.", source="F276 F289"
)
