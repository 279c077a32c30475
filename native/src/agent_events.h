/* What the JVM tells us while it runs. */
#ifndef MEMSCOPE_AGENT_EVENTS_H
#define MEMSCOPE_AGENT_EVENTS_H

#include <jvmti.h>
#include <stdbool.h>

/* Asks for the events. False: this JVM does not offer what is needed. */
bool ms_agent_events_start(jvmtiEnv *jvmti);

/* Gives the methods of all classes so far their jmethodIDs, as later ones get them when their class
 * is prepared: without one AsyncGetCallTrace cannot name a method. True: a jmethodID points at its
 * Method*. */
bool ms_agent_events_catch_up(jvmtiEnv *jvmti, JNIEnv *environment);

#endif
