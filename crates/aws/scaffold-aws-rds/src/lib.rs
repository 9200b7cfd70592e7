//! Takes a connection to AWS. Gives the providers of RDS kinds. Never plans.
