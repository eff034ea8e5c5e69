# Makes of Albertslund's content one with opening hours, a Founding Group with a date and something new, for
# tests of the resting screen.
0,/"starts": null/s//"starts": "2026-11-26T16:30"/
0,/"place": null/s//"place": "Rådhusets forhal"/
0,/"seats": null/s//"seats": 12, "asked": 9, "granted": 7/
0,/"seats": null/s//"seats": 8, "asked": 8, "granted": 5/
s/"id": "fra-barn-til-voksen",/& "updated": "2026-11-18",/
s/"heading": "Her arbejder vi/"opening_hours": {"thursday": {"opens": "08:00", "closes": "17:00"}, "saturday": null, "closed": ["2026-12-24"]}, &/
