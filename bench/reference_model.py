"""Reference model of the bench: two sides wear each other down; values are synthetic.

It stands for the size and the mix of operations of a real campaign model (31 stocks, 48 flows, 17
auxiliaries, 65 parameters, 13 levers, 10 outcomes, 260 weeks) and says nothing about any war.
"""

from math import exp, log, sqrt, tanh
from pathlib import Path

from sinews.engine import (
    aux,
    build_model,
    each,
    flow,
    lever,
    outcome,
    read_parameters,
    shorthand,
    stock,
)

SIDES = each(own=("a", "b"), other=("b", "a"))
parameters = read_parameters(Path(__file__).with_name("reference_parameters.csv"))

men_own = stock("man", "men0_own", doc="Men of {own} in the field.", each=SIDES)
tanks_own = stock("tank", "tanks0_own", doc="Tanks of {own}.", each=SIDES)
carriers_own = stock("carrier", "carriers0_own", doc="Carriers of {own}.", each=SIDES)
tubes_own = stock("tube", "tubes0_own", doc="Guns of {own}.", each=SIDES)
defences_own = stock("battery", "defences0_own", doc="Air defence of {own}.", each=SIDES)
shells_own = stock("round", "shells0_own", doc="Rounds of {own}.", each=SIDES)
missiles_own = stock("missile", "missiles0_own", doc="Missiles of {own}.", each=SIDES)
drones_own = stock("drone", "drones0_own", doc="Drones of {own}.", each=SIDES)
shell_capacity_own = stock("round/week", "shell_capacity0_own", doc="Output.", each=SIDES)
drone_capacity_own = stock("drone/week", "drone_capacity0_own", doc="Output.", each=SIDES)
stored_tanks_own = stock("tank", "stored_tanks0_own", doc="Tanks in store.", each=SIDES)
stored_carriers_own = stock("carrier", "stored_carriers0_own", doc="In store.", each=SIDES)
ordered_own = stock("round", "order_own*lag/2", doc="First half of the pipeline.", each=SIDES)
shipped_own = stock("round", "order_own*lag/2", doc="Second half of the pipeline.", each=SIDES)
belief_own = stock("1", 0.6, doc="Belief of {own} that it gains.", each=SIDES)
front = stock("km2", 0.0, doc="Ground, positive when a advances.")

order_own = lever("round/week", neutral=3e4, doc="Rounds ordered for {own}.", each=SIDES)
posture_own = lever("1", neutral=0.8, doc="Effort of {own}.", each=SIDES)
goal_own = lever("1", neutral=1.9, doc="Capacity wanted, of the first.", each=SIDES)
give_tanks = lever("tank/week", neutral=6.0, doc="Deliveries to a.")
give_carriers = lever("carrier/week", neutral=20.0, doc="Deliveries to a.")
give_tubes = lever("tube/week", neutral=5.0, doc="Deliveries to a.")
give_defences = lever("battery/week", neutral=0.5, doc="Deliveries to a.")
give_missiles = lever("missile/week", neutral=8.0, doc="Deliveries to a.")
import_drones = lever("drone/week", neutral=300.0, doc="Imports of b.")
enforce = lever("1", neutral=0.2, doc="Enforcement of export controls.")


@shorthand
def logistic(x: float) -> float:
    """Return the logistic curve."""
    return 1 / (1 + exp(-x))


@shorthand
def lost(stock: float, hazard: float) -> float:
    """Return what a stock loses in a week under a hazard; never all of it."""
    return stock * (1 - exp(-hazard))


@aux("round/week", each=SIDES)
def fire_wanted_own(
    fire_rate_own: float, tubes_own: float, posture_own: float, belief_own: float
) -> float:
    """Fire that the guns would give."""
    return fire_rate_own * tubes_own * posture_own * (0.5 + 0.5 * belief_own)


@flow("round/week", out_of="shells_own", each=SIDES)
def fire_own(fire_wanted_own: float, shells_own: float, ration_own: float) -> float:
    """Fire: wanted, or what the stock allows."""
    return min(fire_wanted_own, shells_own / ration_own)


@flow("drone/week", out_of="drones_own", each=SIDES)
def drone_use_own(
    drone_rate_own: float, men_own: float, posture_own: float, drones_own: float, ration_own: float
) -> float:
    """Drones flown: wanted, or what the stock allows."""
    return min(drone_rate_own * men_own * posture_own, drones_own / ration_own)


@flow("missile/week", out_of="missiles_own", each=SIDES)
def missile_use_own(missile_rate_own: float, missiles_own: float, ration_own: float) -> float:
    """Missiles launched: wanted, or what the stock allows."""
    return min(missile_rate_own, missiles_own / ration_own)


@aux("1", each=SIDES)
def cover_own(protection_own: float, posture_own: float) -> float:
    """Whoever holds back is better covered."""
    return 1 + protection_own * max(0, 1.2 - posture_own)


@aux("1", each=SIDES)
def leak_own(defences_other: float, defences_half_own: float) -> float:
    """Share of drones and missiles of {own} that get through."""
    return exp(-defences_other / defences_half_own)


@aux("1", each=SIDES)
def density_own(men_own: float, men0_own: float) -> float:
    """Targets offered, of the first."""
    return men_own / men0_own


@aux("1/week", each=SIDES)
def hits_own(
    shell_hit_other: float,
    fire_other: float,
    drone_hit_other: float,
    drone_use_other: float,
    leak_other: float,
    cover_own: float,
) -> float:
    """Hits on each vehicle of {own}."""
    by_drone = drone_hit_other * drone_use_other * (0.5 + 0.5 * leak_other)
    return (shell_hit_other * fire_other + by_drone) / cover_own


@flow("man/week", out_of="men_own", each=SIDES)
def men_lost_own(
    shell_toll_other: float,
    fire_other: float,
    drone_toll_other: float,
    drone_use_other: float,
    leak_other: float,
    density_own: float,
    cover_own: float,
    men_own: float,
    week: float,
) -> float:
    """Men lost; at most a fifth a week."""
    by_drone = drone_toll_other * drone_use_other * (0.5 + 0.5 * leak_other)
    toll = (shell_toll_other * fire_other + by_drone) * density_own / cover_own
    return min(toll, men_own * 0.2 / week)


@flow("tank/week", out_of="tanks_own", each=SIDES)
def tanks_lost_own(
    tanks_own: float,
    hits_own: float,
    duel_other: float,
    tanks_other: float,
    posture_own: float,
    week: float,
) -> float:
    """Tanks lost to fire, drones and tanks."""
    hazard = hits_own * 0.02 + duel_other * tanks_other * 0.01 * posture_own
    return lost(tanks_own, hazard * week) / week


@flow("carrier/week", out_of="carriers_own", each=SIDES)
def carriers_lost_own(
    carriers_own: float,
    hits_own: float,
    duel_other: float,
    tanks_other: float,
    posture_own: float,
    week: float,
) -> float:
    """Carriers lost to fire, drones and tanks."""
    hazard = hits_own * 0.025 + duel_other * tanks_other * 0.005 * posture_own
    return lost(carriers_own, hazard * week) / week


@flow("tube/week", out_of="tubes_own", each=SIDES)
def tubes_lost_own(tubes_own: float, counter_other: float, fire_other: float, week: float) -> float:
    """Guns lost to guns."""
    return lost(tubes_own, counter_other * fire_other * 0.01 * week) / week


@flow("battery/week", out_of="defences_own", each=SIDES)
def defences_lost_own(
    defences_own: float,
    defence_toll: float,
    missile_use_other: float,
    defences_half_own: float,
    week: float,
) -> float:
    """Air defence lost to missiles."""
    hazard = defence_toll * missile_use_other / defences_half_own
    return lost(defences_own, hazard * week) / week


@flow("man/week", into="men_own", each=SIDES)
def recruits_own(recruitment_own: float, men0_own: float, belief_own: float) -> float:
    """Recruits; more when the side believes that it gains."""
    return recruitment_own * men0_own * (0.5 + belief_own)


@flow("tank/week", out_of="stored_tanks_own", into="tanks_own", each=SIDES)
def tanks_mended_own(mending_own: float, stored_tanks_own: float) -> float:
    """Tanks from store."""
    return mending_own * stored_tanks_own


@flow("carrier/week", out_of="stored_carriers_own", into="carriers_own", each=SIDES)
def carriers_mended_own(mending_own: float, stored_carriers_own: float) -> float:
    """Carriers from store."""
    return mending_own * stored_carriers_own


@aux("1", each=SIDES)
def spared_own(
    strike_toll_other: float, missile_use_other: float, leak_other: float, week: float
) -> float:
    """Share of output left after strikes."""
    return exp(-strike_toll_other * missile_use_other * leak_other * week * 10)


@aux("1")
def inputs_a(circumvented: float) -> float:
    """Inputs that a can buy."""
    return 1 + 0.001 * circumvented


@aux("1")
def inputs_b(circumvented: float, enforce: float) -> float:
    """Inputs that b can buy."""
    return 1 - circumvented * enforce * 0.5


@flow("round/week", into="shells_own", each=SIDES)
def shells_made_own(shell_capacity_own: float, spared_own: float) -> float:
    """Rounds made."""
    return shell_capacity_own * spared_own


@flow("drone/week", into="drones_own", each=SIDES)
def drones_made_own(drone_capacity_own: float, spared_own: float, inputs_own: float) -> float:
    """Drones made."""
    return drone_capacity_own * spared_own * inputs_own


@flow("round/week/week", into="shell_capacity_own", each=SIDES)
def shell_ramp_own(
    shell_capacity0_own: float,
    goal_own: float,
    inputs_own: float,
    shell_capacity_own: float,
    ramp_own: float,
) -> float:
    """Capacity moves to its goal."""
    return (shell_capacity0_own * goal_own * inputs_own - shell_capacity_own) / ramp_own


@flow("drone/week/week", into="drone_capacity_own", each=SIDES)
def drone_ramp_own(
    drone_capacity0_own: float, goal_own: float, drone_capacity_own: float, ramp_own: float
) -> float:
    """Capacity moves to twice its goal."""
    return (drone_capacity0_own * goal_own * 2 - drone_capacity_own) / ramp_own


@flow("round/week", into="ordered_own", each=SIDES)
def orders_own(order_own: float) -> float:
    """Rounds ordered abroad."""
    return order_own


@flow("round/week", out_of="ordered_own", into="shipped_own", each=SIDES)
def transit_own(ordered_own: float, lag: float) -> float:
    """Rounds on their way."""
    return ordered_own * 2 / lag


@flow("round/week", out_of="shipped_own", into="shells_own", each=SIDES)
def arrivals_own(shipped_own: float, lag: float) -> float:
    """Rounds that arrive."""
    return shipped_own * 2 / lag


@flow("tank/week", into="tanks_a")
def tanks_given(give_tanks: float) -> float:
    """Tanks delivered."""
    return give_tanks


@flow("carrier/week", into="carriers_a")
def carriers_given(give_carriers: float) -> float:
    """Carriers delivered."""
    return give_carriers


@flow("tube/week", into="tubes_a")
def tubes_given(give_tubes: float) -> float:
    """Guns delivered."""
    return give_tubes


@flow("battery/week", into="defences_a")
def defences_given(give_defences: float) -> float:
    """Air defence delivered."""
    return give_defences


@flow("missile/week", into="missiles_a")
def missiles_given(give_missiles: float) -> float:
    """Missiles delivered."""
    return give_missiles


@flow("drone/week", into="drones_b")
def drones_bought(import_drones: float) -> float:
    """Drones imported."""
    return import_drones


@flow("missile/week", into="missiles_b")
def missiles_made(missile_rate_b: float, spared_b: float, inputs_b: float) -> float:
    """Missiles made."""
    return missile_rate_b * spared_b * inputs_b


@flow("tube/week", into="tubes_b")
def tubes_made(new_share: float, tubes0_b: float, inputs_b: float) -> float:
    """Guns made."""
    return new_share * tubes0_b * inputs_b


@flow("tank/week", into="tanks_b")
def tanks_made(new_share: float, tanks0_b: float, inputs_b: float) -> float:
    """Tanks made."""
    return new_share * tanks0_b * inputs_b


@aux("1", each=SIDES)
def strength_own(
    men_own: float,
    men0_own: float,
    fire_own: float,
    fire_rate_own: float,
    tubes0_own: float,
    tanks_own: float,
    tanks0_own: float,
) -> float:
    """Strength of {own}, of the first."""
    fire = 1 + fire_own / (fire_rate_own * tubes0_own)
    return sqrt(men_own / men0_own) * fire * (0.5 + 0.5 * tanks_own / tanks0_own)


@aux("1")
def balance(strength_a: float, strength_b: float) -> float:
    """Logarithm of the ratio of strengths; positive favours a."""
    return log(strength_a / strength_b)


@flow("1/week", into="belief_a")
def learning_a(hope_a: float, balance: float, belief_a: float, learn_a: float) -> float:
    """Belief follows the balance."""
    return (logistic(hope_a * (balance * 2 + 0.4)) - belief_a) / learn_a


@flow("1/week", into="belief_b")
def learning_b(hope_b: float, balance: float, belief_b: float, learn_b: float) -> float:
    """Belief follows the balance."""
    return (logistic(hope_b * (0.4 - balance * 2)) - belief_b) / learn_b


@flow("km2/week", into="front")
def advance(pace: float, balance: float, posture_a: float, posture_b: float) -> float:
    """Ground follows the balance."""
    return pace * tanh(2 * balance) * (posture_a + posture_b) * 0.5


men_end_own = outcome("men_own", doc="Men of {own} at the end.", each=SIDES)
front_end = outcome("front", doc="Ground at the end.")
belief_b_lowest = outcome("belief_b", "lowest", doc="Lowest belief of b.")
shells_a_lowest = outcome("shells_a", "lowest", doc="Lowest stock of rounds of a.")
dead_own = outcome("men_lost_own", "total", doc="Men lost by {own}.", each=SIDES)
fired_own = outcome("fire_own", "total", doc="Rounds fired by {own}.", each=SIDES)
turn = outcome("belief_a", "first", below=0.3, doc="When a loses heart.")

model = build_model("reference", globals())
