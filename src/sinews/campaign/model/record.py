"""What history is compared with: running totals, and stocks at the end of each week."""

from sinews.campaign.model.sides import KIT, SIDE
from sinews.engine import outcome

cum_fire_own = outcome("fire_own", "total", doc="Rounds fired so far.", each=SIDE)
cum_fire_ratio = outcome("fire_ratio", "total", doc="Ratio of fire, summed over weeks.")
cum_rounds = outcome("shells_delivered", "total", doc="Rounds received so far.")
cum_nk_rounds = outcome("import_shells_nk", "total", doc="North Korean rounds so far.")
cum_net_gain = outcome("net_gain", "total", doc="Net Russian ground so far.")
cum_gain_ua = outcome("gain_ua", "total", doc="Ground that Ukraine took back so far.")
cum_casualties_own = outcome("casualties_own", "total", doc="Casualties so far.", each=SIDE)
cum_lose_ru_kit = outcome("lose_ru_kit", "total", doc="Russian {kit}s lost so far.", each=KIT)
cum_added_ru_kit = outcome("added_ru_kit", "total", doc="Russian {kit}s added.", each=KIT)
cum_recruits_ru = outcome("recruits_ru", "total", doc="Russian recruits so far.")
cum_oneway_ru = outcome("oneway_ru", "total", doc="Russian one-way drones so far.")
cum_missiles = outcome("missiles", "total", doc="Missiles so far.")
cum_share_stopped = outcome("share_stopped", "total", doc="Share stopped, summed over weeks.")

now_advantage = outcome("advantage", "end", doc="Log balance of the week against the start.")
now_durability = outcome("durability", "end", doc="Support that Moscow expects to last.")
now_strain = outcome("strain", "end", doc="Share of reserves used up.")
now_losses_ru = outcome("irrecoverable_ru", "end", doc="Russian irrecoverable losses.")
now_recruits_ru = outcome("recruits_ru", "end", doc="Russian recruits of the week.")
now_supply_days = outcome("supply_days_ua", "end", doc="Days of wanted fire in stock.")
now_rounds_asked = outcome("rounds_asked", "end", doc="Rounds asked for over rounds on offer.")
now_fire_met = outcome("fire_met", "end", doc="Share of wanted fire that is fired.")
now_rounds_needed_own = outcome(
    "rounds_needed_own", "end", doc="Fire wanted over what the stock allows.", each=SIDE
)
now_money_needed_ru = outcome("money_needed_ru", "end", doc="Draw over what reserves allow.")
now_men_needed_own = outcome(
    "men_needed_own", "end", doc="Losses and leavers over those who join.", each=SIDE
)
