"""What is given from outside, week by week: levers that strategies set, and series."""

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
durability_signal = lever(
    "index", neutral=None, low=0, high=1, doc="Promises about the duration of support."
)
posture = lever("index", neutral=None, low=0, high=1, doc="Ukrainian posture, 0 hold, 1 attack.")
long_range_permission = lever("1", neutral=1, low=0, high=3, doc="Leave to use long range.")
enforcement = lever(
    "share", neutral=0, low=0, high=1, doc="Tailored enforcement against diversion."
)
nk_pressure = lever("share", neutral=0, low=0, high=1, doc="Pressure on North Korea.")
iran_pressure = lever("share", neutral=0, low=0, high=1, doc="Pressure on Iran.")
deep_strike_channel = lever(
    "1", neutral=1, low=0, high=1, doc="Switch: effect of deep strikes on Russian supply."
)
adverse_reply = lever(
    "1",
    neutral=1,
    low=0,
    high=3,
    doc="Size of the replies of both sides: mobilisation when ground is being lost.",
)

season = series("1", doc="Season of fighting, mean 0 over a year.", source="assumed: shape")
years = series("year", doc="Years since the start, growth ends after three.", source="calendar")
drone_takeoff = series("1", doc="0 before August 2024, 1 after.", source="F269 F271 F272")
us_capacity = series("k rounds/week", doc="US output of 155 mm rounds.", source="F418 F435")
