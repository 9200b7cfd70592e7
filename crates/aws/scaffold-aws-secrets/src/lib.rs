//! Takes a connection to AWS. Gives the providers of Secrets Manager kinds. Never plans.
