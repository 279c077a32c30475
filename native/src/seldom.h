/* Marks what is rarely needed, so that it stays out of the way of what is. */
#ifndef MEMSCOPE_SELDOM_H
#define MEMSCOPE_SELDOM_H

#define MS_SELDOM __attribute__((noinline, cold))

#endif
