//! Takes a connection to AWS. Gives the providers of EventBridge kinds. Never plans.
