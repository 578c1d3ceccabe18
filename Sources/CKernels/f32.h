// Names for a template that is included once for each element type: here `float`.
#undef T
#undef F
#undef N
#undef M
#undef LANES
#define T float
#define F(name) cairn_##name##_f32      // an exported kernel
#define N(name) name##_f32              // a function of one element
#define M(name) name##f                 // a function of libm
#define LANES 16                        // elements in 64 bytes, the widest vector
