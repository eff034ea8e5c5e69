# Gives the first network of translated.json a picture of its own, with words in Danish and Arabic.
0,/"id": "frivilligt-arbejde",/s//& "picture": {"file": "pictures\/dinghy.png", "alt": "En lille båd med tre mennesker, som ror i takt. Ringe breder sig i vandet omkring dem.", "caption": "Den første tur, en lørdag i maj."},/
0,/"title": "العمل التطوعي",/s//& "picture": {"alt": "قارب صغير يجدف فيه ثلاثة أشخاص معًا. تنتشر الدوائر في الماء من حولهم.", "caption": "الرحلة الأولى، يوم سبت في مايو."},/
