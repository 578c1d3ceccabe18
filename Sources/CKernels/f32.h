// Names for a template that is included once for each element type: here `float`.
#undef T
#undef F
#undef M
#undef LANES
#define T float
#define F(name) cairn_##name##_f32
#define M(name) name##f
#define LANES 16
