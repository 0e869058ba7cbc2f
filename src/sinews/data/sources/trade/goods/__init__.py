"""Lists of goods, and the dates of bans."""
