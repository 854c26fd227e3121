"""What `scripts/measure-diffusion` is made of."""
