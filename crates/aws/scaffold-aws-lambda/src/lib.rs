//! Takes a connection to AWS. Gives the providers of Lambda kinds. Never plans.
