"""user: one user of this workspace. As a `reference` to the object `user`; conditions and defaults may say `{"me": true}`."""

from luopan.kernel.fields.types.reference import FixedReference


class UserType(FixedReference):
    name = "user"
    target = "user"
    widget = "user"
