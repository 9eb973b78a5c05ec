"""department: one department. As a `reference` to the object `department`."""

from luopan.kernel.fields.types.reference import FixedReference


class DepartmentType(FixedReference):
    name = "department"
    target = "department"
    widget = "department"
