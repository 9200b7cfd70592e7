//! Takes a connection to AWS. Gives the providers of Auto Scaling kinds. Never plans.
