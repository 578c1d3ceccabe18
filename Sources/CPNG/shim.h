#pragma once
// The header needs FILE and setjmp's type before it.
#include <stdio.h>
#include <setjmp.h>
#include <png.h>
