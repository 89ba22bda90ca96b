"""perfxl: the yearly self-evaluation of a department's whole spending (部门整体支出绩效自评), in workbooks."""

__version__ = "0.1.0"
