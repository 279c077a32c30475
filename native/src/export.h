/* Visible to the dynamic loader: hooks, and entry points for foreign callers. Nothing else is. */
#ifndef MEMSCOPE_EXPORT_H
#define MEMSCOPE_EXPORT_H

#define MS_EXPORT __attribute__((visibility("default")))

#endif
