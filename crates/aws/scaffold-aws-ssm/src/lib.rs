//! Takes a connection to AWS. Gives the providers of Systems Manager kinds. Never plans.
