/* kiosk/words.h - marks the texts a visitor reads, in Danish, the source language.
 *
 * WORDS("…") stands around every such text, so that they can be gathered for translators and
 * looked up in the visitor's language. */
#pragma once

#define WORDS(danish) (danish)
