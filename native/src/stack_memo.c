#include "stack_memo.h"

#include "code_cache.h"

void ms_memo_forget(struct ms_stack_memo *memo, uint32_t epoch) {
    memo->epoch = epoch;
    memo->code_epoch = ms_code_epoch();
    memo->image.is_whole = false;
    for (unsigned i = 0; i < MS_MEMO_WALKS; i++) {
        memo->walks[i].hook = 0;
    }
    for (unsigned i = 0; i < MS_MEMO_CALLERS; i++) {
        memo->callers[i].id = 0;
    }
}
