"""One number and its origin: what is missing to replace the United States, and from where."""

import sinews

evidence = sinews.load_evidence()
print(f"{len(evidence.ids)} tables, among them {evidence.ids[0]}")
print(evidence.frame("support_monthly").tail(3))

# Published figures by the beginning of their ids; a notebook shows them as a table.
missing = sinews.figures("support.replace.us", evidence=evidence)
print(missing.frame().select("id", "value", "unit", "grade").head(5))

# One of them with what it was computed from, down to the releases.
figure = missing["support.replace.us.d1.missing_eur_bn_year"]
print(f"{figure.label}: {figure.value:.1f} {figure.unit}, {figure.grade}, to {figure.as_of}")
print(f"method: {figure.method}")
print(f"sources: {', '.join(figure.sources)}")
