"""What lets a chart or a page travel: pictures, citations, embeds, cards, crawlers."""
