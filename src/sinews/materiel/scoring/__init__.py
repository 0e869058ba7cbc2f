"""How good the forecasts are: baselines, back-test, skill, and checks of the sampler."""
