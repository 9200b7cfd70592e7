//! Takes a connection to AWS. Gives the providers of ELB kinds. Never plans.
