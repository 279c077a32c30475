/* HotSpot's description of its own data structures (VMStructs), which libjvm exports for debuggers
 * and which lies in its data: where fields are, read once into numbers. */
#ifndef MEMSCOPE_VM_STRUCTS_H
#define MEMSCOPE_VM_STRUCTS_H

#include <stdbool.h>
#include <stdint.h>

#define MS_VM_NONE UINT32_MAX /* the offset of a field that this JVM does not have */

struct ms_vm_structs {
    uintptr_t start; /* of libjvm in memory */
    uintptr_t end;
    void *async_get_call_trace; /* NULL: this JVM has none */
    void *find_boot_class;      /* JVM_FindClassFromBootLoader; may be NULL */
    /* Addresses of static fields. */
    char *const *code_heaps;         /* CodeCache::_heaps */
    char *const *interpreter_code;   /* AbstractInterpreter::_code */
    const int32_t *major_version;    /* Abstract_VM_Version; may be NULL */
    const uintptr_t *continuation;   /* ContinuationEntry::_return_pc; may be NULL */
    const uintptr_t *collected_heap; /* Universe::_collectedHeap; may be NULL */
    const uintptr_t *flags;          /* JVMFlag::flags; may be NULL */
    const uint64_t *flag_count;      /* JVMFlag::numFlags; may be NULL */
    /* Offsets of fields; those that may be MS_VM_NONE say so. */
    uint32_t array_length;   /* GrowableArrayBase::_len */
    uint32_t array_elements; /* GrowableArray<int>::_data */
    uint32_t heap_memory;    /* CodeHeap */
    uint32_t heap_segment_map;
    uint32_t heap_log2_segment_size;
    uint32_t space_low; /* VirtualSpace */
    uint32_t space_high;
    uint32_t space_low_boundary;
    uint32_t space_high_boundary;
    uint32_t block_used;  /* HeapBlock::Header */
    uint32_t block_bytes; /* sizeof(HeapBlock): the code blob is behind it */
    uint32_t stubs_buffer;
    uint32_t stubs_limit; /* StubQueue: bytes of the buffer */
    uint32_t blob_name;   /* CodeBlob */
    uint32_t blob_size;
    uint32_t blob_frame_size; /* in words */
    uint32_t compiled_method; /* the Method* of an nmethod */
    uint32_t compiled_id;     /* nmethod::_compile_id */
    /* The debug information of compiled code, see scopes.c; any may be none. Up to JDK 22: */
    uint32_t code_begin;        /* CodeBlob::_code_begin */
    uint32_t scopes_data;       /* CompiledMethod::_scopes_data_begin */
    uint32_t scopes_pcs_offset; /* nmethod; of later JDKs, too */
    uint32_t scopes_pcs_end;    /* nmethod::_dependencies_offset */
    uint32_t metadata_offset;   /* nmethod */
    uint32_t deopt_handler;     /* CompiledMethod::_deopt_handler_begin */
    uint32_t deopt_mh_handler;  /* the same for calls of method handles */
    /* From JDK 25 on: */
    uint32_t code_offset; /* CodeBlob */
    uint32_t mutable_data;
    uint32_t mutable_data_bytes;
    uint32_t relocation_bytes;
    uint32_t immutable_data; /* nmethod */
    uint32_t immutable_data_bytes;
    uint32_t scopes_data_offset;
    uint32_t deopt_handler_offset;
    uint32_t deopt_mh_handler_offset;
    /* Both: */
    uint32_t origin_offset; /* nmethod::_orig_pc_offset */
    uint32_t pc_offset;     /* PcDesc */
    uint32_t pc_scope;
    uint32_t pc_bytes;          /* sizeof(PcDesc) */
    uint32_t method_const;      /* Method::_constMethod */
    uint32_t const_bytes;       /* sizeof(ConstMethod): the bytecode is behind it */
    uint32_t const_constants;   /* ConstMethod::_constants */
    uint32_t const_code_size;   /* 16 bits */
    uint32_t const_id;          /* ConstMethod::_method_idnum, 16 bits */
    uint32_t constants_holder;  /* ConstantPool::_pool_holder */
    uint32_t class_method_ids;  /* InstanceKlass::_methods_jmethod_ids; may be none */
    uint32_t thread_anchor;     /* JavaThread::_anchor, where it left Java; may be none */
    uint32_t anchor_sp;         /* JavaFrameAnchor::_last_Java_sp; may be none */
    uint32_t anchor_pc;         /* JavaFrameAnchor::_last_Java_pc; may be none */
    uint32_t thread_os;         /* Thread::_osthread; may be none */
    uint32_t os_thread_pthread; /* OSThread::_pthread_id; may be none */
    uint32_t thread_number; /* JavaThread::_monitor_owner_id: the number of the thread, platform or
                               virtual, that runs; may be none */
    uint32_t thread_continuation; /* JavaThread::_cont_entry, on the thread's stack; may be none */
    uint32_t heap_reserved;       /* CollectedHeap::_reserved, a MemRegion; may be none */
    uint32_t region_start;        /* MemRegion; may be none */
    uint32_t region_words;        /* may be none */
    uint32_t flag_name;           /* JVMFlag; may be none */
    uint32_t flag_value;          /* the address of it; may be none */
    uint32_t flag_bytes;          /* sizeof(JVMFlag); may be none */
};

/* Of the JVM in this process: read before ms_code_bounds say that there is one, and the same from
 * then on. Not wiped by fork: a child has its parent's generated code. */
extern struct ms_vm_structs ms_vm;

/* Reads the tables of the object in which `create` (its JNI_CreateJavaVM) lies. False: no HotSpot,
 * or one that does not describe what is needed. Takes the loader's list lock: not in a hook. */
bool ms_vm_structs_read(const void *create, struct ms_vm_structs *found);

#endif
