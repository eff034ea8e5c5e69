/* kiosk/words.h - the kiosk's name for the words, which the registry's pages share. */
#pragma once

#include "sync/base/words.h"
